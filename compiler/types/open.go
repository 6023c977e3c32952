package types

// RestName is the name of the field that holds what an open record has beyond its
// type: schema-free, and null where there is nothing. No one can write the name, so it
// never meets another, and it goes wherever the record's fields go.
const RestName = "..."

// Openly returns r as an open record: with the field for the rest, as its last.
func Openly(r *RecordType) *RecordType {
	out := *r
	out.Open = true
	if r.Field(RestName) == nil {
		out.Fields = append(r.Fields[:len(r.Fields):len(r.Fields)], &Field{Name: RestName, Type: Of(Any), At: r.At})
	}
	return &out
}

// Named are the fields that the type names: all but the rest.
func (r *RecordType) Named() []*Field {
	k := r.Index(RestName)
	if k < 0 {
		return r.Fields
	}
	return append(r.Fields[:k:k], r.Fields[k+1:]...)
}
