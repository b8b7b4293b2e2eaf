import Glibc
import Signatures

/// This machine's clock.
enum Clock {
    static var now: Timestamp { Timestamp(unixSeconds: Int64(time(nil))) }
}
