using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cli.Cluster;

/// <summary>How roles log: to standard error, as lines for people or as JSON.</summary>
internal sealed class LogOptions
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private readonly Option<string> _format = new("--log-format")
    {
        Description = "text, or json for one object a line (ZERO_LOG_FORMAT)",
        DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_LOG_FORMAT") ?? "text",
    };

    private readonly Option<LogLevel> _level = new("--log-level")
    {
        Description = "least level that is logged",
        DefaultValueFactory = _ => LogLevel.Information,
    };

    public LogOptions() => _format.AcceptOnlyFromAmong("text", "json");

    public void AddTo(Command command)
    {
        _format.Recursive = true;
        _level.Recursive = true;
        command.Add(_format);
        command.Add(_level);
    }

    /// <summary>Whether the log is for machines.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_format) == "json";

    /// <summary>Has each line for machines say which process logs it, until disposed of.</summary>
    public IDisposable? BeginRole(ParseResult parsed, ILoggerFactory loggers, string role, string instance) =>
        IsJson(parsed) ? loggers.CreateLogger(nameof(LogOptions)).BeginScope(new RoleLogScope(role, instance)) : null;

    /// <param name="isQuiet">Whether only warnings and errors are logged.</param>
    public ILoggerFactory Create(ParseResult parsed, bool isQuiet = false) => LoggerFactory.Create(logging =>
    {
        LogLevel level = parsed.GetValue(_level);
        logging.SetMinimumLevel(isQuiet && level < LogLevel.Warning ? LogLevel.Warning : level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (IsJson(parsed))
        {
            // Lines for people stay short: there block and segment say enough.
            logging.Configure(factory => factory.ActivityTrackingOptions =
                ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = TimeFormat;
            });
            return;
        }

        logging.AddSimpleConsole(text =>
        {
            text.SingleLine = true;
            text.IncludeScopes = true;
            text.UseUtcTimestamp = true;
            text.TimestampFormat = TimeFormat + " ";
        });
    });
}
