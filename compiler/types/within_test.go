package types

import (
	"slices"
	"testing"
)

// TestWithin: whatever is made of types is gone into, fields are named, and a record
// that holds itself ends.
func TestWithin(t *testing.T) {
	price := &RecordType{Name: "Price", Fields: []*Field{{Name: "amount", Type: Of(Double)}}}
	order := &RecordType{Name: "Order"}
	order.Fields = []*Field{
		{Name: "id", Type: Of(UUID)},
		{Name: "prices", Type: MapOf(Of(String), ListOf(RecordOf(price)))},
		{Name: "paid", Type: OptionalOf(UnionOf(Of(Date), RecordOf(price)))},
		{Name: "parts", Type: ListOf(RecordOf(order))},
	}
	var got []string
	for of, f := range Within(OptionalOf(RecordOf(order))) {
		name := "-"
		if f != nil {
			name = f.Name
		}
		if of.Elem == nil && of.Items == nil { // the others are written as these again
			got = append(got, name+" "+of.String())
		}
	}
	want := []string{
		"- Order", "id uuid", "prices string", "prices Price", "amount double",
		"paid date", "paid Price", "parts Order",
	}
	if !slices.Equal(got, want) {
		t.Errorf("goes through\n%q, want\n%q", got, want)
	}
	n := 0
	for of := range Within(RecordOf(order)) {
		if n++; of.Kind == List {
			break
		}
	}
	if n != 5 {
		t.Errorf("a walk that ends at the first list takes %d steps, want 5", n)
	}
}
