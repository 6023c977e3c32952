package types

import "testing"

func TestEnds(t *testing.T) {
	cases := []struct {
		name   string
		of     Type
		lo, hi string // in the file
		want   [2]string
		empty  bool
	}{
		{"both ends of an integer", Type{Kind: Int32}, "-5", "9_000", [2]string{"-5", "9000"}, false},
		{"beyond what the type holds", Type{Kind: Uint8}, "-1", "300", [2]string{"<nil>", "<nil>"}, false},
		{"one end beyond", Type{Kind: Int8}, "-200", "7", [2]string{"<nil>", "7"}, false},
		{"a decimal counts in its last digit", Type{Kind: Decimal, Precision: 4, Scale: 2}, "0.00", "1.00", [2]string{"0", "100"}, false},
		{"bounds finer than the decimal go inwards", Type{Kind: Decimal, Precision: 4, Scale: 1}, "-0.25", "0.25", [2]string{"-2", "2"}, false},
		{"a whole bound of a decimal", Type{Kind: Decimal, Precision: 30, Scale: 3}, "1", "2", [2]string{"1000", "2000"}, false},
		{"fractions around integers", Type{Kind: Int64}, "0.5", "2.5", [2]string{"1", "2"}, false},
		{"no integer between", Type{Kind: Int64}, "0.5", "0.7", [2]string{"1", "0"}, true},
		{"all of it above the type", Type{Kind: Int8}, "200", "300", [2]string{"200", "<nil>"}, true},
		{"all of it below the type", Type{Kind: Uint16}, "-9", "-1", [2]string{"<nil>", "-1"}, true},
		{"a varint has no ends of its own", Type{Kind: Varint}, "-1", "99999999999999999999", [2]string{"-1", "99999999999999999999"}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := c.of
			of.Refine = &Refinement{HasRange: true, Min: c.lo, Max: c.hi}
			lo, hi := Ends(&of)
			if got := [2]string{lo.String(), hi.String()}; got != c.want {
				t.Errorf("the ends are %v, not %v", got, c.want)
			}
			if got := IsEmpty(&of); got != c.empty {
				t.Errorf("empty is %v", got)
			}
		})
	}
}
