namespace MappingCache.Native.Windows;

/// <summary>WSAPOLLFD of winsock2.h.</summary>
internal struct WSAPOLLFD
{
    public SOCKET fd;
    public short events;
    public short revents;
}
