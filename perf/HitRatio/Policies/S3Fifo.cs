namespace MappingCache.HitRatio.Policies;

/// <summary>
/// S3-FIFO (Yang and others, SOSP '23): what is new queues up in a tenth of the cache, and gets into the main queue if it
/// was used twice there, or if it comes again soon after it was evicted from there. The main queue gives what was used
/// another round for each use, three at most.
/// </summary>
internal sealed class S3Fifo : IPolicy
{
    private const int SmallDivisor = 10;
    private const int UsesForMain = 2;
    private const int MaxUses = 3;

    private enum Place : byte
    {
        Nowhere,
        Small,
        Main,
    }

    public string Name => "S3-FIFO";

    public PolicyKind Kind => PolicyKind.Simulated;

    public Walk Walk(Trace trace, int slots) => new Queues(trace.Span, slots).Walk(trace);

    private sealed class Queues(int span, int slots)
    {
        private readonly int _smallSlots = Math.Max(1, slots / SmallDivisor);
        private readonly Place[] _places = new Place[span];
        private readonly byte[] _uses = new byte[span];
        private readonly Queue<int> _small = new();
        private readonly Queue<int> _main = new();

        // Keys that the small queue has evicted, as many as the main queue has room for. A key that has come again since
        // stands there still, under an older number than it has.
        private readonly Queue<(int Key, long Number)> _ghosts = new();
        private readonly long[] _ghostNumbers = new long[span];
        private long _lastGhost;
        private int _ghostCount;

        public Walk Walk(Trace trace)
        {
            long hits = 0;
            foreach (int key in trace.Requests)
            {
                if (_places[key] == Place.Nowhere)
                {
                    TakeIn(key);
                }
                else
                {
                    hits++;
                    _uses[key] = (byte)Math.Min(_uses[key] + 1, MaxUses);
                }
            }

            return new Walk(hits);
        }

        private void TakeIn(int key)
        {
            bool isGhost = _ghostNumbers[key] != 0;
            if (isGhost)
            {
                _ghostNumbers[key] = 0;
                _ghostCount--;
            }

            // Until something has been evicted, the main queue is filled as well.
            bool isFilling = _lastGhost == 0 && _small.Count + _main.Count < slots && _small.Count >= _smallSlots;
            while (_small.Count + _main.Count >= slots)
            {
                Evict();
            }

            _uses[key] = 0;
            Enter(key, isGhost || isFilling ? Place.Main : Place.Small);
        }

        private void Evict()
        {
            if (_small.Count == 0 || _main.Count > slots - _smallSlots)
            {
                EvictFromMain();
                return;
            }

            int key = _small.Dequeue();
            if (_uses[key] >= UsesForMain)
            {
                Enter(key, Place.Main);
            }
            else
            {
                _places[key] = Place.Nowhere;
                Remember(key);
            }
        }

        private void EvictFromMain()
        {
            int key = _main.Dequeue();
            while (_uses[key] > 0)
            {
                _uses[key]--;
                _main.Enqueue(key);
                key = _main.Dequeue();
            }

            _places[key] = Place.Nowhere;
        }

        private void Remember(int key)
        {
            _ghostNumbers[key] = ++_lastGhost;
            _ghosts.Enqueue((key, _lastGhost));
            _ghostCount++;
            while (_ghostCount > slots - _smallSlots)
            {
                (int oldest, long number) = _ghosts.Dequeue();
                if (_ghostNumbers[oldest] == number)
                {
                    _ghostNumbers[oldest] = 0;
                    _ghostCount--;
                }
            }
        }

        private void Enter(int key, Place place)
        {
            _places[key] = place;
            (place == Place.Main ? _main : _small).Enqueue(key);
        }
    }
}
