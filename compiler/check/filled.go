package check

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
)

// filledColumn reports whether the database has a value for a column of r that
// nothing is written to: a DEFAULT, a serial, an identity.
func filledColumn(r *types.RecordType, f *types.Field) bool {
	return r.Table != nil && slices.Contains(r.Table.Filled, f.Name)
}

// leaveFilled takes the columns that nothing was assigned to, and that the database
// fills, out of the record that a map builds: the stages below have no value to read
// there.
func (m *mapping) leaveFilled() {
	if m.target == nil || m.unsure {
		return
	}
	left := slices.DeleteFunc(slices.Clone(m.target.Fields), func(f *types.Field) bool {
		return m.got[f.Name] == nil && filledColumn(m.target, f)
	})
	if len(left) == len(m.target.Fields) {
		return
	}
	row := *m.target
	row.Fields = left
	m.target = &row
}

// filled reports whether a row is written without a column. A key that the database
// makes up can only be a new one, so nothing but an insert goes without it.
func (m *mapping) filled(f *types.Field) bool {
	if m.row == nil || !filledColumn(m.target, f) {
		return false
	}
	return f.KeyAt.IsZero() || optionText(optionOf(m.row, "mode")) == "insert"
}
