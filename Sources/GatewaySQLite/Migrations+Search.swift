extension Migrations {
    /// Ways to the readers of a statement, to the lessons of a publisher and of a time; an index ends with the id, so a
    /// publisher's come newest first.
    ///
    /// Kept weights may lack what another process added: they are counted anew once.
    static let search = """
        CREATE INDEX addressee_position ON addressee (position);
        CREATE INDEX lesson_publisher ON lesson (publisher);
        CREATE INDEX lesson_issued ON lesson (issued);
        DELETE FROM meta WHERE name IN ('weights', 'weights.upTo');
        """
}
