using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>The outcome of a call of the system: nothing, or its error number and what that means here. Inside, errors are values; exceptions are made at the public face.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Code">The system's number; 0 when the error is our own.</param>
internal readonly record struct OsError(OsErrorKind Kind, int Code = 0)
{
    /// <summary>Success.</summary>
    public static OsError None => default;

    public bool IsError => Kind != OsErrorKind.None;

    /// <summary>The system's words for it, without the full stop that some have, with the number.</summary>
    public override string ToString() =>
        Code == 0 ? Kind.ToString() : $"{Marshal.GetPInvokeErrorMessage(Code).TrimEnd('.', ' ')} (OS error {Code})";
}
