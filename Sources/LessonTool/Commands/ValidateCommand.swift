import ArgumentParser
import CommandSupport
import Glibc
import JSONSchema
import LessonExchange
import StrictJSON

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        _superCommandName: "lesson",
        abstract: "Validate any JSON against any JSON Schema (draft 2020-12). References are never fetched.",
        discussion: """
            Example: lesson validate --schema order.schema.json --resolve https://example.org/schemas/=./schemas order.json

            Exit status: 0 all valid, 6 some invalid, 3 some malformed, or the schema is; 2 the schema
            cannot be used.
            """
    )

    @Option(name: .long, help: "The schema.", completion: .file())
    var schema: String

    @Option(name: .long, help: "URI-PREFIX=DIR: where references that begin so are found. May be given several times.")
    var resolve: [String] = []

    @Flag(name: .long, help: "Each line of the files is one instance; one JSON result line comes out for each.")
    var lines = false

    @Flag(name: .long, help: "Assert format, also where the schema's dialect only annotates it.")
    var assertFormats = false

    @Argument(help: "JSON files, or - for standard input.", completion: .file())
    var files: [String]

    func run() throws {
        let compiled = try compile()
        let validator = SchemaValidator(compiled)
        var statuses: [ExitStatus] = []
        for path in files { statuses.append(validate(path, validator)) }
        try ToolExit.check(ExitStatus.gravest(statuses))
    }

    /// Validates one file; one that cannot be read does not keep the others from being validated.
    private func validate(_ path: String, _ validator: SchemaValidator) -> ExitStatus {
        do throws(LessonExchangeError) {
            let bytes = try FileAccess.read(path)
            let name = path == "-" ? "standard input" : TerminalOutput.line(path)
            return lines ? validateLines(bytes, validator) : validateWhole(bytes, name, validator)
        } catch {
            TerminalOutput.printError(error)
            return error.code.exitStatus
        }
    }

    private func compile() throws -> CompiledSchema {
        let document = try JSONFile.read(schema)
        let folders = try resolve.map { item in
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw LessonExchangeError("usage.invalid", "it takes URI-PREFIX=DIR", at: "--resolve")
            }
            return SchemaFolder(prefix: parts[0], folder: parts[1])
        }
        var registry = SchemaRegistry()
        registry.resolver = { uri in
            folders.lazy.compactMap { $0.document(uri) }.first ?? EmbeddedSchemas.registry.resolver?(uri)
        }
        do throws(SchemaError) {
            let uri = "file://" + absolute(schema)
            return try CompiledSchema(document, uri: uri, registry: registry, formatAssertion: assertFormats)
        } catch {
            throw LessonExchangeError(error.code.rawValue, error.detail, at: "\(schema) \(error.location)")
        }
    }

    private func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return "/" + path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func validateWhole(_ bytes: [UInt8], _ name: String, _ validator: SchemaValidator) -> ExitStatus {
        do throws(JSONError) {
            let root = try JSONDocument(parsing: bytes).root
            if validator.isValid(root) {
                TerminalOutput.write("\(name): valid\n")
                return .success
            }
            let violations = EmbeddedSchemas.violations(of: root, with: validator)
            let count = violations.count
            let atLeast = count < EmbeddedSchemas.violationsMax ? "" : "at least "
            TerminalOutput.write("\(name): invalid, \(atLeast)\(count) violation\(count == 1 ? "" : "s")\n")
            for violation in violations {
                let place = violation.instance.isEmpty ? "the whole document" : TerminalOutput.line(violation.instance)
                let message = TerminalOutput.line(violation.message)
                TerminalOutput.write(
                    "  \(place) (line \(violation.line), column \(violation.column)): \(message)\n"
                        + "    by \(TerminalOutput.line(violation.schemaLocation))\n"
                )
            }
            return .policyNotMet
        } catch {
            let place = "\(name), line \(error.line), column \(error.column)"
            TerminalOutput.printError(LessonExchangeError(error.code.rawValue, at: place))
            return .malformed
        }
    }

    private func validateLines(_ bytes: [UInt8], _ validator: SchemaValidator) -> ExitStatus {
        var statuses = Set<ExitStatus>()
        var out: [UInt8] = []
        var pieces = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // A final newline ends the last line; it does not begin another.
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        for (position, piece) in pieces.enumerated() {
            let (tree, status) = result(line: position + 1, Array(piece), validator)
            statuses.insert(status)
            out += tree.compactBytes + [0x0A]
            if out.count > 1 << 16 {
                TerminalOutput.write(out)
                out.removeAll(keepingCapacity: true)
            }
            TerminalOutput.progress(position + 1, of: pieces.count)
        }
        TerminalOutput.write(out)
        return ExitStatus.gravest(statuses)
    }

    private func result(line: Int, _ bytes: [UInt8], _ validator: SchemaValidator) -> (JSONTree, ExitStatus) {
        do throws(JSONError) {
            let root = try JSONDocument(parsing: bytes).root
            let violations = EmbeddedSchemas.violations(of: root, with: validator)
            let tree = JSONTree.object(of: [
                "line": .integer(line), "valid": .boolean(violations.isEmpty),
                "violations": .array(violations.map(Self.tree)),
            ])
            return (tree, violations.isEmpty ? .success : .policyNotMet)
        } catch {
            let fault = JSONTree.object(of: [
                "code": .string(error.code.rawValue), "column": .integer(error.column),
            ])
            let tree = JSONTree.object(of: [
                "line": .integer(line), "valid": .boolean(false), "violations": [], "malformed": fault,
            ])
            return (tree, .malformed)
        }
    }

    private static func tree(_ violation: EmbeddedSchemas.Violation) -> JSONTree {
        .object(of: [
            "instance": .string(violation.instance), "schema": .string(violation.schemaLocation),
            "keyword": .string(violation.keyword), "expected": .string(violation.expected),
            "found": .string(violation.found),
        ])
    }
}

/// A folder that stands for the documents below a URI prefix.
private struct SchemaFolder: Sendable {
    let prefix: String
    let folder: String

    /// The document of a URI, nil when the URI leads elsewhere or the file is not JSON.
    ///
    /// Paths that climb are refused.
    func document(_ uri: String) -> JSONDocument? {
        guard uri.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = uri.dropFirst(prefix.count)
        guard !rest.split(separator: "/").contains("..") else { return nil }
        let path = folder + (folder.hasSuffix("/") || rest.hasPrefix("/") ? "" : "/") + rest
        for candidate in [path, path + ".json"] where FileAccess.exists(candidate) && !FileAccess.isFolder(candidate) {
            if let bytes = try? FileAccess.read(candidate), let document = try? JSONDocument(parsing: bytes) {
                return document
            }
        }
        return nil
    }
}
