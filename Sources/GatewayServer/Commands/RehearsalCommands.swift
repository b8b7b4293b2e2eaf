import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

extension PartnerCommand {
    struct Rehearse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rehearse",
            abstract: "Send a synthetic lesson to a new partner alone, take it back, and wait for both receipts.",
            discussion: """
                Example: lesson-gateway partner rehearse reg:demo-southfell

                Both gateways have to be running. When a receipt does not come in time it ends with status 5; run again it \
                goes on where it was.
                """
        )

        @Argument(help: "Organisation id.")
        var id: String

        @Option(name: .long, help: "Seconds to wait for each receipt, 0 to 3600.")
        var wait = 120

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard (0...3600).contains(wait) else { throw ValidationError("--wait takes 0 to 3600.") }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            let pairing = try await gateway.rehearse(
                id,
                by: person.actor("operator"),
                wait: .init(seconds: wait)
            ) { step in
                if !options.json { TerminalOutput.write("\(step)\n") }
            }
            options.show(pairing.tree, "\(id): active\n")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Write a file by which a partner takes your next TLS key beside the present one, for 30 days.",
            discussion: """
                Example: lesson-gateway partner rotate reg:demo-southfell --tls-certificate keys/tls-next.pem \
                --out rotation.json

                The partner takes it with lesson-gateway partner accept; only then put the new key in the place of the old.
                """
        )

        @Argument(help: "Organisation id.")
        var id: String

        @Option(name: .long, help: "Your next TLS certificate or chain, PEM.", completion: .file())
        var tlsCertificate: String

        @Option(name: .long, help: "File to write.", completion: .file())
        var out: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let folder = try await options.folder()
            let gateway = try await folder.open()
            let next = try KeyFiles.chain(tlsCertificate)[0]
            let organisation = gateway.identity.organisation
            guard next.faults(as: .tls).isEmpty,
                next.organisationID.map({ $0.utf8.elementsEqual(organisation.utf8) }) ?? false
            else {
                throw LessonExchangeError("usage.invalid", "it is no TLS certificate of ours", at: tlsCertificate)
            }
            let rotation = try await gateway.rotation(
                for: id,
                from: try folder.ownAddress(nil).tlsKey,
                to: next.keyThumbprint,
                by: person.actor("operator")
            ) { try FileAccess.write($0, to: out) }
            options.show(
                rotation.tree,
                "\(TerminalOutput.line(out)): new key for \(id); the old one ends at \(rotation.until)\n"
            )
        }
    }
}
