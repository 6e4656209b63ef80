import Foundation

/// How many sockets this program and those it starts may have open.
enum OpenFiles {
    private static let wanted: rlim_t = 4_096

    /// Raises the limit where the system allows it; many systems begin with 1 024.
    static func raiseLimit() {
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        setrlimit(files, &limit)
    }
}
