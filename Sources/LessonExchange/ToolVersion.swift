/// Name and version of the programs, as reports and `--version` give them.
package enum ToolVersion {
    package static let name = "lesson"
    package static let gatewayName = "lesson-gateway"
    package static let number = "0.1.0"
}
