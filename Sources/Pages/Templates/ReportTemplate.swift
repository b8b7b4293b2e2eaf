extension PageTemplates {
    /// A report; the first cell of a row is its heading.
    static let reportHTML = """
        {{% CONTENT_TYPE:PAGE}}
        {{>top.html}}
        <body class="{{form}}">
        <header>
        <p class="organisation">{{organisation}}</p>
        <h1>{{title}}</h1>
        <p class="scope">{{scope}}</p>
        <p class="scope">Made on {{made}}.</p>
        </header>
        <main>
        {{#sections}}
        <section aria-labelledby="s{{number}}">
        <h2 id="s{{number}}">{{heading}}</h2>
        {{#paragraphs}}
        <p>{{.}}</p>
        {{/paragraphs}}
        {{#isEmpty}}
        <p>{{empty}}</p>
        {{/isEmpty}}
        {{#tables}}
        <div class="wide" role="region" aria-labelledby="s{{number}}" tabindex="0">
        <table aria-labelledby="s{{number}}">
        <thead>
        <tr>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr>
        </thead>
        <tbody>
        {{#rows}}
        <tr><th scope="row" class="{{headKind}}">{{head}}</th>{{#cells}}<td class="{{kind}}">{{text}}</td>{{/cells}}</tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/tables}}
        </section>
        {{/sections}}
        </main>
        {{#hasNotes}}
        <footer class="notes">
        {{#notes}}
        <p>{{.}}</p>
        {{/notes}}
        </footer>
        {{/hasNotes}}
        </body>
        </html>

        """

    /// The same in Markdown.
    static let reportMarkdown = """
        {{% CONTENT_TYPE:MARKDOWN}}
        # {{title}}

        {{organisation}}. {{scope}} Made on {{made}}.

        {{#sections}}
        ## {{heading}}

        {{#paragraphs}}
        {{.}}

        {{/paragraphs}}
        {{#isEmpty}}
        {{empty}}

        {{/isEmpty}}
        {{#tables}}
        |{{#columns}} {{.}} |{{/columns}}
        |{{#columns}} --- |{{/columns}}
        {{#rows}}
        | {{head}} |{{#cells}} {{text}} |{{/cells}}
        {{/rows}}

        {{/tables}}
        {{/sections}}
        {{#hasNotes}}
        ## Notes

        {{#notes}}
        - {{.}}
        {{/notes}}
        {{/hasNotes}}

        """
}
