using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Encryption;
using FederatedSecure.Coordinator.Enrolment;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Evaluations;
using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Jobs;
using FederatedSecure.Coordinator.Merging;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Releases;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Sessions;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Coordinator.Work;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Numerics;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FederatedSecure.Coordinator.Server;

/// <summary>Puts a coordinator together: state, rounds, TLS endpoint for sites, local socket for administrators.</summary>
public static class CoordinatorServer
{
    /// <summary>Builds a coordinator that is ready to be started.</summary>
    /// <param name="options">How it is set up. Its data directory must exist.</param>
    /// <param name="time">Clock; the system's if null.</param>
    /// <param name="configureLogging">Where logs go.</param>
    /// <param name="configureServices">Replaces parts, for tests.</param>
    /// <exception cref="InvalidDataException">The data directory, or a certificate file, is unusable.</exception>
    public static WebApplication Build(
        CoordinatorOptions options,
        TimeProvider? time = null,
        Action<ILoggingBuilder>? configureLogging = null,
        Action<IServiceCollection>? configureServices = null)
    {
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = options.DataDirectory });
        builder.Logging.ClearProviders();
        configureLogging?.Invoke(builder.Logging);

        builder.Services.AddSingleton(options).AddSingleton(time).AddSingleton<IRandomSource>(SecureRandomSource.Instance);
        builder.Services.AddSingleton(_ => Database.Open(options.PathOf("coordinator.db")));
        AddMembership(builder.Services, options, time);
        AddRounds(builder.Services);
        AddReleases(builder.Services);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<StorageInterceptor>();
            grpc.Interceptors.Add<CallerInterceptor>();
            grpc.MaxReceiveMessageSize = ChunkMethods.MaximumMessageSize;
            grpc.MaxSendMessageSize = ChunkMethods.MaximumMessageSize;
        });
        builder.Services.AddGrpcHealthChecks();
        configureServices?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel((_, kestrel) => Listen(kestrel, options));
        builder.Host.UseSystemd().UseWindowsService();

        var app = builder.Build();
        Map(app);
        app.Lifetime.ApplicationStarted.Register(() => PrivateFile.Restrict(AdministrationSocket.PathFor(options.DataDirectory)));
        return app;
    }

    private static void AddMembership(IServiceCollection services, CoordinatorOptions options, TimeProvider time)
    {
        if (options.Certificates is { } own)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(own.SiteAuthority);
            services.AddSingleton(new TrustAnchors(authorities, BuiltIn: null));
            services.AddSingleton(ServerIdentity.FromFiles(own, time));
        }
        else
        {
            var authority = AuthorityStore.Open(options.PathOf("authority"), time);
            services.AddSingleton(new TrustAnchors([authority.Certificate], authority));
            services.AddSingleton(ServerIdentity.FromAuthority(authority, options, time));
        }

        services.AddSingleton<SiteRegistry>().AddSingleton<SiteKeys>().AddSingleton<InviteStore>();
        services.AddSingleton<CallerIdentity>().AddSingleton<CallerInterceptor>();
    }

    private static void AddRounds(IServiceCollection services)
    {
        services.AddSingleton<IDiskSpace, DataDisk>().AddSingleton<DiskReserve>().AddSingleton<StorageProblem>().AddSingleton<StorageInterceptor>();
        services.AddSingleton<ModelStore>().AddSingleton<OptimizerStates>().AddSingleton<UpdateSpool>().AddSingleton<ReceiptDesk>();
        services.AddSingleton<JobStore>().AddSingleton<RoundAggregator>().AddSingleton<SiteAvailability>().AddSingleton<PlanBook>().AddSingleton<PlanDesk>();
        services.AddSingleton(provider =>
            new CoordinatorClock(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<JobStore>().LastEventAt()));
        services.AddSingleton<AnswerStore>().AddSingleton<MeanStore>().AddSingleton<UnmaskDesk>().AddSingleton<BucketOpening>();
        services.AddSingleton<JobServices>();
        services.AddSingleton<JobHost>().AddHostedService(provider => provider.GetRequiredService<JobHost>());
        services.AddSingleton<ModelsEndpoint>().AddSingleton<UpdatesEndpoint>();
        services.AddSingleton<IServiceMethodProvider<ModelsEndpoint>, ModelsMethods>();
        services.AddSingleton<IServiceMethodProvider<UpdatesEndpoint>, UpdatesMethods>();
    }

    private static void AddReleases(IServiceCollection services)
    {
        services.AddSingleton<CandidateStore>().AddSingleton<ReportFiles>().AddSingleton<GatedJobs>();
        services.AddSingleton<CandidateAccess>().AddSingleton<ReleaseDesk>().AddSingleton<ProposalDesk>().AddSingleton<ModelChoice>();
    }

    private static void Map(WebApplication app)
    {
        app.MapGrpcService<EnrolmentEndpoint>();
        app.MapGrpcService<SessionsEndpoint>();
        app.MapGrpcService<WorkEndpoint>();
        app.MapGrpcService<ModelsEndpoint>();
        app.MapGrpcService<UpdatesEndpoint>();
        app.MapGrpcService<UnmaskingEndpoint>();
        app.MapGrpcService<EvaluationsEndpoint>();
        app.MapGrpcService<RoundsEndpoint>();
        app.MapGrpcService<HealthEndpoint>();
        app.MapGrpcService<SitesEndpoint>();
        app.MapGrpcService<JobsEndpoint>();
        app.MapGrpcService<CandidatesEndpoint>();
        app.MapGrpcService<ReleasedModelsEndpoint>();
        app.MapGrpcService<ReleasesEndpoint>();
        app.MapGrpcHealthChecksService();
    }

    private static void Listen(KestrelServerOptions kestrel, CoordinatorOptions options)
    {
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.AddServerHeader = false;

        var identity = kestrel.ApplicationServices.GetRequiredService<ServerIdentity>();
        kestrel.Listen(options.Listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = identity.Context,
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ClientCertificateRequired = true,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // Judged by CallerIdentity.
                    // What a certificate is worth is decided call by call, where the answer can be put into words. The handshake
                    // itself proves that the caller holds its key. Sites that join have none yet.
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                }),
            });
        });

        var socket = AdministrationSocket.PathFor(options.DataDirectory);
        // What a killed coordinator left behind; the directory's lock says that it does not run any more.
        File.Delete(socket);
        kestrel.ListenUnixSocket(socket, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            endpoint.Use(next => connection =>
            {
                connection.Features.Set(AdministrationConnection.Instance);
                return next(connection);
            });
        });
    }
}
