import Glibc
package import Signatures

/// This machine's clock.
package enum Clock {
    package static var now: Timestamp { Timestamp(unixSeconds: Int64(time(nil))) }
}
