package container

// A place in a file is the byte that a block begins at and the index of a record in the
// block, in one number that grows from record to record. The index has 22 bits, so that
// 41 are left for the byte: blocks of four million records, files of two tebibytes.
const (
	indexBits = 22
	mostIndex = 1<<indexBits - 1
	mostByte  = 1<<(63-indexBits) - 1
)

// placeOf is the place of a record.
func placeOf(at int64, index int) int64 { return at<<indexBits | int64(index) }

// ByteOf is where the block of a place begins.
func ByteOf(place int64) int64 { return place >> indexBits }

// indexOf is the index of the record within its block.
func indexOf(place int64) int { return int(place & mostIndex) }
