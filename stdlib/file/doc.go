// Package file describes files as sources and sinks.
//
// # What it does
//
// A source reads the files that a pattern matches, in the order of their names,
// record by record: CSV with or without a header line, or lines. It goes on where
// it stopped, in the middle of a file where need be, looks for new files each
// second, and reads on in files that grow. Once all of a file has been delivered
// it may be deleted or moved. A sink appends records to a file.
//
// # Delivery
//
// The source keeps its positions in the worker's data folder, apart from what the
// sinks hold: after a crash the records since the last commit are delivered again,
// at least once, and effectively once with a sink where a repeated record replaces
// itself. The sink is at least once: Flush is an fsync, and what stands behind the
// last flush after a crash stays and is written again.
//
// # Known limits
//
//   - A file is known by its path and its first 256 bytes. One that is cut or
//     replaced while the worker runs is read from the start, with a warning; one
//     that is replaced while it is stopped too, unless it begins with the same bytes
//     and is at least as long.
//   - With `after = delete` or `move` a file counts as complete when its end has
//     been read and delivered and it stood still for a second: let the producer
//     write under another name and rename.
//   - The last line of a file that ends without a newline is read once the file has
//     not grown for a second, or at once under --drain.
//   - One record at most max_record bytes; no compressed files.
//   - One writer for each path: a second one waits until the first has closed it.
//   - A sink's file that ends within a record, as a killed worker leaves it, is cut
//     behind its last whole record; the piece is kept in a file of the same name
//     with `.torn` behind it. Of CSV with quotes all of the file is read for that when
//     it is opened, for only so can be told which line ends stand in quotes.
//   - Each file of CSV begins with the header line; one that begins with another is
//     refused.
package file
