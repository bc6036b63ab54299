namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>How the page looks. Plots are drawn in fixed colours for light paper; in the dark, those of text, grid and paper are exchanged.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { --paper:#ffffff; --card:#f5f7fa; --ink:#1f2933; --faint:#52606d; --line:#dde2e8; --pass:#0b7a4b; --fail:#b42318; --warn:#8a5a00; --none:#52606d; --link:#005a9c; }
        @media (prefers-color-scheme: dark) {
          :root { --paper:#0f1419; --card:#182029; --ink:#e6edf3; --faint:#9fb0c0; --line:#2c3742; --pass:#3fb97f; --fail:#ff7b6b; --warn:#e3a83b; --none:#9fb0c0; --link:#6cb6ff; }
          svg [fill="#ffffff"] { fill:var(--card); } svg [fill="#1f2933"] { fill:var(--ink); } svg [fill="#52606d"] { fill:var(--faint); }
          svg [stroke="#e4e7eb"] { stroke:var(--line); } svg [stroke="#9aa5b1"] { stroke:#5b6b7a; }
          svg [stroke="#0072b2"] { stroke:#4ea8de; } svg [fill="#0072b2"] { fill:#4ea8de; } svg [stroke="#000000"] { stroke:#e6edf3; } svg [fill="#000000"] { fill:#e6edf3; }
        }
        @media not (prefers-color-scheme: dark) { svg rect[fill="#ffffff"] { fill:var(--card); } }
        * { box-sizing:border-box; }
        body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.55 Inter,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif; }
        main { max-width:1120px; margin:0 auto; padding:32px 24px 80px; }
        h1 { font-size:30px; line-height:1.2; margin:0; overflow-wrap:anywhere; } h2 { font-size:22px; margin:56px 0 12px; } h3 { font-size:16px; margin:0 0 6px; overflow-wrap:anywhere; }
        p { margin:0 0 8px; } a { color:var(--link); text-decoration:none; } a:hover { text-decoration:underline; }
        .kicker { text-transform:uppercase; letter-spacing:.08em; font-size:12px; color:var(--faint); margin:0 0 4px; } .meta, .small { color:var(--faint); font-size:13.5px; }
        .meta { margin-top:6px; } .note { color:var(--faint); font-size:13.5px; display:inline-block; border-left:3px solid var(--line); padding-left:8px; margin-top:3px; }
        .verdict { display:flex; gap:20px; align-items:center; border-radius:14px; background:var(--card); border-left:8px solid var(--none); padding:20px 24px; margin:24px 0 20px; }
        .verdict p { margin:0; } .headline { font-size:26px; font-weight:650; line-height:1.25; }
        .light { width:56px; height:56px; border-radius:50%; background:var(--none); flex:none; }
        .verdict.pass { border-color:var(--pass); } .verdict.fail { border-color:var(--fail); } .verdict.inconclusive, .verdict.invalid { border-color:var(--warn); }
        .pass .light { background:var(--pass); } .fail .light { background:var(--fail); } .inconclusive .light, .invalid .light { background:var(--warn); }
        .verdict.pass .headline { color:var(--pass); } .verdict.fail .headline { color:var(--fail); } .verdict.inconclusive .headline, .verdict.invalid .headline { color:var(--warn); }
        .sentences { margin:0 0 24px; padding-left:20px; font-size:17px; } .sentences li { margin-bottom:6px; overflow-wrap:anywhere; }
        .scroll { overflow-x:auto; } table { border-collapse:collapse; width:100%; font-size:14px; }
        th { text-align:left; font-weight:600; color:var(--faint); font-size:13px; } td, th { padding:7px 10px; border-bottom:1px solid var(--line); vertical-align:top; }
        .n { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap; } .id { font-family:ui-monospace,"DejaVu Sans Mono",monospace; font-size:13px; }
        td.id { overflow-wrap:anywhere; min-width:180px; } .plain th { width:160px; } .plain td { overflow-wrap:anywhere; }
        .badge { display:inline-block; border-radius:6px; padding:1px 8px; font-size:12px; font-weight:650; border:1px solid currentColor; white-space:nowrap; }
        .badge.pass { color:var(--pass); } .badge.fail { color:var(--fail); } .badge.inconclusive, .badge.invalid { color:var(--warn); } .badge.skipped { color:var(--none); }
        .finding { background:var(--card); border-left:5px solid var(--none); border-radius:10px; padding:14px 18px; margin-bottom:14px; }
        .finding.high { border-color:var(--fail); } .finding.medium { border-color:var(--warn); } .severity { float:right; font-size:12.5px; font-weight:500; color:var(--faint); }
        code { font-family:ui-monospace,"DejaVu Sans Mono",monospace; font-size:13px; overflow-wrap:anywhere; background:var(--paper); border:1px solid var(--line); border-radius:5px; padding:1px 5px; }
        .tags a { display:inline-block; font-size:12.5px; border:1px solid var(--line); border-radius:12px; padding:0 9px; margin:0 6px 4px 0; color:var(--faint); }
        .plots { display:grid; grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr)); gap:18px; margin:8px 0 20px; } figure { margin:0; }
        .plots figure { background:var(--card); border-radius:12px; padding:8px; } .plots svg { width:100%; height:auto; max-width:640px; display:block; margin:0 auto; }
        h3.pictures { margin-top:18px; } div.pictures { display:flex; flex-wrap:wrap; gap:12px; margin-bottom:16px; } .pixels { image-rendering:pixelated; display:block; border-radius:4px; border:1px solid var(--line); }
        figcaption { font-size:12.5px; color:var(--faint); max-width:112px; text-align:center; line-height:1.3; margin-top:4px; }
        details { margin-top:12px; } summary { cursor:pointer; color:var(--link); padding:4px 0; }
        @media print { body { font-size:12px; } main { max-width:none; padding:0; } .finding, figure, tr { break-inside:avoid; } }
        """;
}
