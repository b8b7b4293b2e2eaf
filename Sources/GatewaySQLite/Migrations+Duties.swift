extension Migrations {
    /// The lesson that a step was taken for, beside the bytes of its draft; steps of before have none.
    static let duties = """
        ALTER TABLE duty ADD COLUMN form BLOB CHECK (form IS NULL OR length(form) = 32);
        CREATE INDEX duty_form ON duty (form);
        """
}
