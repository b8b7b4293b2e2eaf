extension PageTemplates {
    /// Bulletin and briefing: for staff.
    static let lessonHTML = """
        {{% CONTENT_TYPE:PAGE}}
        {{>top.html}}
        <body class="read">
        <header>
        <p class="organisation">{{organisation}}: {{form}}</p>
        <h1>{{title}}</h1>
        {{#facts}}
        <p class="scope">{{.}}</p>
        {{/facts}}
        </header>
        <main>
        {{#banners}}
        <p class="banner">{{.}}</p>
        {{/banners}}
        {{#contentNotes}}
        <p class="note">{{.}}</p>
        {{/contentNotes}}
        <div class="{{layout}}">
        {{#sections}}
        <section>
        <h2>{{heading}}</h2>
        {{#paragraphs}}
        <p>{{.}}</p>
        {{/paragraphs}}
        {{#hasItems}}
        <ul>
        {{#items}}
        <li>{{.}}</li>
        {{/items}}
        </ul>
        {{/hasItems}}
        </section>
        {{/sections}}
        </div>
        </main>
        {{>check.html}}
        </body>
        </html>

        """

    /// The same in Markdown.
    static let lessonMarkdown = """
        {{% CONTENT_TYPE:MARKDOWN}}
        # {{title}}

        {{organisation}}: {{form}}

        {{#facts}}
        {{.}}

        {{/facts}}
        {{#banners}}
        **{{.}}**

        {{/banners}}
        {{#contentNotes}}
        > {{.}}

        {{/contentNotes}}
        {{#sections}}
        ## {{heading}}

        {{#paragraphs}}
        {{.}}

        {{/paragraphs}}
        {{#hasItems}}
        {{#items}}
        - {{.}}
        {{/items}}

        {{/hasItems}}
        {{/sections}}
        {{>check.md}}
        """
}
