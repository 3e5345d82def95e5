namespace ZeroSharp.Compiler.Emit;

/// <summary>Which function calls which, to find those that can call themselves again.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<string, HashSet<string>> _callees = [];

    public void Add(string caller, string callee)
    {
        if (!_callees.TryGetValue(caller, out HashSet<string>? callees))
        {
            callees = [];
            _callees.Add(caller, callees);
        }

        callees.Add(callee);
    }

    /// <summary>The functions on a cycle of calls (Tarjan's strongly connected components).</summary>
    public HashSet<string> Recursive()
    {
        Search search = new(_callees);
        foreach (string function in _callees.Keys)
        {
            search.Visit(function);
        }

        return search.Recursive;
    }

    private sealed class Search(Dictionary<string, HashSet<string>> callees)
    {
        private readonly Dictionary<string, int> _order = [];
        private readonly Dictionary<string, int> _lowest = [];
        private readonly Stack<string> _open = new();
        private readonly HashSet<string> _isOpen = [];

        public HashSet<string> Recursive { get; } = [];

        public void Visit(string function)
        {
            if (!_order.TryAdd(function, _order.Count))
            {
                return;
            }

            int order = _order[function];
            _lowest[function] = order;
            _open.Push(function);
            _isOpen.Add(function);
            foreach (string callee in callees.GetValueOrDefault(function) ?? [])
            {
                Visit(callee);
                if (_isOpen.Contains(callee))
                {
                    _lowest[function] = Math.Min(_lowest[function], _lowest[callee]);
                }
            }

            if (_lowest[function] == order)
            {
                Close(function);
            }
        }

        private void Close(string root)
        {
            List<string> component = [];
            string member;
            do
            {
                member = _open.Pop();
                _isOpen.Remove(member);
                component.Add(member);
            }
            while (member != root);

            if (component.Count > 1 || callees.GetValueOrDefault(root)?.Contains(root) == true)
            {
                Recursive.UnionWith(component);
            }
        }
    }
}
