using System.CommandLine;
using FederatedSecure.Coordinator.Commands;
using FederatedSecure.Hosting.Commands;

var root = new RootCommand("""
    The coordinator of a federation: hands out models, takes updates in, publishes the next model.

    Start here:
      coordinator serve                 serve (first start makes everything that is needed)
      coordinator invite hospital-b     let a site join
      coordinator plan FILE             see what a job would cost, before anyone trains
      coordinator job submit FILE       train
      coordinator job watch ID          see how it goes
      coordinator release list          see which models may be used, and why
    """)
{
    ServeCommand.Create(),
    StatusCommand.Create(),
    SiteCommands.Invite(),
    SiteCommands.List(),
    SiteCommands.Revoke(),
    PlanCommand.Create(),
    JobCommands.Create(),
    JobCommands.Model(),
    ReleaseCommands.Create(),
    StandingCommands.Create(),
};
return await CommandHost.RunAsync(root, args);
