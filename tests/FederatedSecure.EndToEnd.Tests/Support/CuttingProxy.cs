using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>
/// A TCP proxy that counts what it forwards and cuts connections where it is told to, as a bad network would:
/// at some byte, without a word to either side.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Connection> _connections = new();
    private readonly Func<int, ProxyDirection, long?> _cutAfter;
    private readonly int _target;
    private readonly Task _accepting;
    private readonly Lock _counting = new();
    private readonly List<(long Bytes, TaskCompletionSource Reached)> _waiters = [];
    private long _forwarded;
    private int _accepted;
    private int _cutsUp;
    private int _cutsDown;

    /// <param name="target">Loopback port to forward to.</param>
    /// <param name="cutAfter">
    /// Number of bytes in one direction after which a connection is cut, from its number and the direction; null for never.
    /// </param>
    public CuttingProxy(int target, Func<int, ProxyDirection, long?> cutAfter)
    {
        _target = target;
        _cutAfter = cutAfter;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections cut on the way to the target.</summary>
    public int CutsUp => Volatile.Read(ref _cutsUp);

    /// <summary>Connections cut on the way back.</summary>
    public int CutsDown => Volatile.Read(ref _cutsDown);

    /// <summary>Ends once that many more bytes have passed, in both directions together.</summary>
    public Task WaitForBytesAsync(long count, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_counting)
        {
            _waiters.Add((_forwarded + count, reached));
        }

        return reached.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections.Values)
        {
            connection.Cut();
        }

        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        while (true)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                running.Add(ForwardAsync(client, Interlocked.Increment(ref _accepted)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(running);
                return;
            }
        }
    }

    private async Task ForwardAsync(TcpClient client, int number)
    {
        using var server = new TcpClient();
        var connection = new Connection(client, server);
        _connections[number] = connection;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(
                PumpAsync(connection, client, server, number, ProxyDirection.Up),
                PumpAsync(connection, server, client, number, ProxyDirection.Down));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The target is down, or the test is over: the caller sees a closed connection, which is the point.
        }
        finally
        {
            connection.Cut();
            _connections.TryRemove(number, out _);
        }
    }

    private async Task PumpAsync(Connection connection, TcpClient from, TcpClient to, int number, ProxyDirection direction)
    {
        long left = _cutAfter(number, direction) ?? long.MaxValue;
        var buffer = new byte[16 * 1024];
        try
        {
            var (source, sink) = (from.GetStream(), to.GetStream());
            int read;
            while ((read = await source.ReadAsync(buffer)) > 0)
            {
                int passed = (int)Math.Min(read, left);
                await sink.WriteAsync(buffer.AsMemory(0, passed));
                left -= passed;
                Count(passed);
                if (left == 0)
                {
                    Interlocked.Increment(ref direction == ProxyDirection.Up ? ref _cutsUp : ref _cutsDown);
                    connection.Cut();
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone; the finally of ForwardAsync closes the other.
        }
    }

    private void Count(int bytes)
    {
        lock (_counting)
        {
            _forwarded += bytes;
            foreach (var (_, reached) in _waiters.Where(waiter => waiter.Bytes <= _forwarded))
            {
                reached.TrySetResult();
            }

            _waiters.RemoveAll(waiter => waiter.Bytes <= _forwarded);
        }
    }

    private sealed class Connection(TcpClient client, TcpClient server)
    {
        public void Cut()
        {
            // Linger 0 sends a reset instead of an orderly end.
            foreach (var end in (ReadOnlySpan<TcpClient>)[client, server])
            {
                if (end.Client is { Connected: true } socket)
                {
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                }

                end.Close();
            }
        }
    }
}
