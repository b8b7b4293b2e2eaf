extension PageTemplates {
    /// Flyer and web page: the words for patients, and nothing that was written for staff.
    static let patientHTML = """
        {{% CONTENT_TYPE:PAGE}}
        {{>top.html}}
        <body class="{{layout}}">
        <header>
        <p class="organisation">{{organisation}}</p>
        <h1>{{title}}</h1>
        </header>
        <main>
        {{#contentNotes}}
        <p class="note">{{.}}</p>
        {{/contentNotes}}
        {{#paragraphs}}
        <p>{{.}}</p>
        {{/paragraphs}}
        </main>
        {{>check.html}}
        </body>
        </html>

        """

    /// The same in Markdown.
    static let patientMarkdown = """
        {{% CONTENT_TYPE:MARKDOWN}}
        # {{title}}

        {{organisation}}

        {{#contentNotes}}
        > {{.}}

        {{/contentNotes}}
        {{#paragraphs}}
        {{.}}

        {{/paragraphs}}
        {{>check.md}}
        """
}
