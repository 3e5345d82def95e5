// Meters, spans, environment and standard error are those of the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
