namespace MappingCache.Model;

/// <summary>Where a slot lies that nobody works on.</summary>
internal enum SlotList : byte
{
    /// <summary>On no list.</summary>
    None,

    /// <summary><see cref="SlotSupply{TSchedule}.Free"/>.</summary>
    Free,

    /// <summary><see cref="SlotSupply{TSchedule}.Spares"/>.</summary>
    Spares,

    /// <summary><see cref="SlotResizer{TSchedule}.Retired"/>.</summary>
    Retired,
}
