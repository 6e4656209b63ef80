import Foundation

/// How many files and sockets the system lets this process have open.
enum OpenFiles {
    /// What the exchange can use: its connections on two listeners, and its files.
    private static let wanted: rlim_t = 16_384

    /// Raises the limit as far as the system lets it without asking anyone. Returns the limit now.
    static func raiseLimit() -> Int {
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return 0 }
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = min(wanted, limit.rlim_max)
            if setrlimit(files, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
