extension PageTemplates {
    /// How whoever holds a printed page finds out whether it is right.
    static let checkHTML = """
        {{% CONTENT_TYPE:PAGE}}
        <footer class="check">
        <h2>Is this page right?</h2>
        <dl>
        <dt>Number</dt><dd class="number">{{number}}</dd>
        <dt>From</dt><dd>{{organisation}}, {{contact}}</dd>
        <dt>Issued</dt><dd>{{issued}}</dd>
        <dt>To be looked at again</dt><dd>{{reviewDue}}</dd>
        </dl>
        <p>Ask {{organisation}} ({{contact}}) whether the page with this number is still right. Staff can see the lesson
        as it was signed with <code>lesson-gateway lesson {{short}}</code>.</p>
        </footer>

        """

    /// The same in Markdown.
    static let checkMarkdown = """
        {{% CONTENT_TYPE:MARKDOWN}}
        ## Is this page right?

        - Number: {{number}}
        - From: {{organisation}}, {{contact}}
        - Issued: {{issued}}
        - To be looked at again: {{reviewDue}}

        Ask {{organisation}} ({{contact}}) whether the page with this number is still right. Staff can see the lesson as
        it was signed with `lesson-gateway lesson {{short}}`.

        """
}
