// Package file describes files as sources and sinks.
//
// # What it does
//
// A source reads the files that a pattern matches, in the order of their names,
// record by record: CSV with or without a header line, lines, or the records of Avro's
// object container files, packed by any of null, deflate, snappy and zstandard and
// written with any version of the schema that resolves. It goes on where
// it stopped, in the middle of a file where need be, looks for new files each
// second, and reads on in files that grow. Once all of a file has been delivered
// it may be deleted or moved. A sink appends records to a file.
//
// # Delivery
//
// Where topics of one cluster are written, or files alone, the source's positions are
// committed in one step with what is written: exactly once. Else they are kept in the
// worker's data folder, apart from what the sinks hold: after a crash the records since the
// last commit are delivered again, at least once, and effectively once with a sink where a
// repeated record replaces itself. The sink is exactly once from any source by a record
// beside the files (docs/delivery.md); without it, it is at least once: Flush is an
// fsync, and what stands behind the last flush after a crash stays and is written again.
//
// # Known limits
//
//   - A file is known by its path and its first 256 bytes, a container by its head. One that is cut or
//     replaced while the worker runs is read from the start, with a warning; one
//     that is replaced while it is stopped too, unless it begins with the same bytes
//     and is at least as long.
//   - With `after = delete` or `move` a file counts as complete when its end has
//     been read and delivered and it stood still for a second: let the producer
//     write under another name and rename.
//   - The last line of a file that ends without a newline is read once the file has
//     not grown for a second, or at once under --drain.
//   - One record at most max_record bytes, of a container one block, packed and
//     unpacked; no compressed files but containers.
//   - A block of a container is read once all of it is there; under --drain a file that
//     ends within one stops the pipeline, and so does a damaged block always.
//   - One writer for each path: a second one waits until the first has closed it. Exactly
//     once one task writes all files of a pipeline.
//   - A sink's file that ends within a record, as a killed worker leaves it, is cut
//     behind its last whole record; the piece is kept in a file of the same name
//     with `.torn` behind it. Of CSV with quotes all of the file is read for that when
//     it is opened, for only so can be told which line ends stand in quotes.
//   - Each file of CSV begins with the header line; one that begins with another is
//     refused. So is a container of another schema or codec.
//   - A sink makes a block of a container when 64 KiB have gathered, and at each flush.
package file
