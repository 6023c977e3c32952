package run

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/record"
)

// The lengths that stand for a cell without bytes.
const (
	nullCell  = -1 // deletes the column
	unsetCell = -2 // leaves the column as it is
)

// errCells says that the bytes of a row are not the cells that were compiled: a
// bug of the generated code, which no retry heals.
var errCells = errors.New("not the cells of the statement")

// appendCells appends the places of the want cells that s holds.
func appendCells(dst []record.Span, slab []byte, s record.Span, want int) ([]record.Span, error) {
	at, end := int(s.Off), int(s.Off)+int(s.Len)
	for i := range want {
		if end-at < 4 {
			return dst, fmt.Errorf("cell %d of %d: %w: the row ends", i, want, errCells)
		}
		n := int32(binary.BigEndian.Uint32(slab[at:]))
		at += 4
		if n < unsetCell || int(n) > end-at {
			return dst, fmt.Errorf("cell %d of %d: %w: length %d", i, want, errCells, n)
		}
		dst = append(dst, record.Span{Off: int32(at), Len: n})
		at += int(max(n, 0))
	}
	if at != end {
		return dst, fmt.Errorf("%w: %d bytes behind the last of %d", errCells, end-at, want)
	}
	return dst, nil
}

// writeTime is the value of a write time's cell.
func writeTime(slab []byte, s record.Span) (int64, error) {
	if s.Len != 8 {
		return 0, fmt.Errorf("%w: a write time of %d bytes", errCells, s.Len)
	}
	return int64(binary.BigEndian.Uint64(slab[s.Off:])), nil
}
