namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>Which way bytes go through a proxy.</summary>
internal enum ProxyDirection
{
    /// <summary>From the client to the server.</summary>
    Up,

    /// <summary>From the server to the client.</summary>
    Down,
}
