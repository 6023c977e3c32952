// Package run is the driver side of the Cassandra sink.
//
// The cells of a row come encoded (see [record.Batch]), so no value meets
// reflection on its way to the server. Rows are grouped by partition ([pending]),
// cut into parcels that fit one request, and written by a [writer], several
// parcels at a time but never two of one partition. One goroutine, the caller of
// Write and Flush, owns everything except the parcels that are under way.
package run
