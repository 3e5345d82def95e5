// Images and compose files are for Linux, and so are their file modes.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
