using FederatedSecure.Lab.RedTeam.Evasion.Probing;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class EvasionProbes
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        new FewStepsProbe(),
        new PgdProbe(Norm.Linf),
        new PgdProbe(Norm.L2),
        new PgdProbe(Norm.L1),
        new NearestProbe("deepfool", "Goes the shortest way to the nearest boundary", "Moosavi-Dezfooli et al., CVPR 2016", ProbeCost.Quick, [Norm.L2, Norm.Linf], (100, 500, 2000), _ => new DeepFool()),
        new NearestProbe("fab", "Looks for the nearest adversarial input", "Croce and Hein, ICML 2020", ProbeCost.Standard, [Norm.L2, Norm.Linf], (20, 50, 200), context => new Fab { Steps = context.ByProfile(20, 50, 100) }),
        new NearestProbe("carlini-wagner", "Trades the size of the change against the margin", "Carlini and Wagner, S&P 2017", ProbeCost.Standard, [Norm.L2], (10, 20, 100), context => new CarliniWagner { Steps = context.ByProfile(100, 300, 1000) }),
        new AutoAttackProbe(),
    ];
}
