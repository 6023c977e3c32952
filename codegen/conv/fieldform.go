package conv

import "github.com/flowc-lang/flowc/compiler/types"

// of is the form of a field: what its @as says, and for the rest the converter's.
func (t TextForm) of(f *types.Field) TextForm {
	for name, value := range f.As {
		switch name {
		case "time":
			t.Time = value
			t.Zone = f.As["zone"]
		case "date":
			t.Date = value
		case "decimal":
			t.NumDec, t.Base64Dec = value == "number", false
		case "bytes":
			t.Hex = value == "hex"
		}
	}
	return t
}

// of is the format of a field. What is within a record goes by the converter's own
// form again, or by its own @as.
func (j *JSON) of(f *types.Field) *JSON {
	if len(f.As) == 0 {
		return j
	}
	out := *j
	out.Form = j.Form.of(f)
	out.records = j
	return &out
}

// ofRecords is the format of the records within a field.
func (j *JSON) ofRecords() *JSON {
	if j.records != nil {
		return j.records
	}
	return j
}
