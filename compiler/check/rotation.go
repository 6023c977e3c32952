package check

import (
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// rotationOption is 256MiB, 15m, 10_000 records, or a list of them.
func (s *scope) rotationOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	limits := []dsl.Expr{x}
	if l, ok := x.(*dsl.List); ok {
		limits = l.Items
	}
	out := &ir.Rotation{}
	given := map[*int64]diag.Span{}
	for _, limit := range limits {
		field, n := rotationLimit(out, limit)
		switch first, twice := given[field]; {
		case field == nil || n <= 0:
			s.add(site.mismatch(o, limit.At(), "something else", "a size such as 256MiB, a time such as 15m, or `10_000 records`"))
			return nil
		case twice:
			d := diag.Diagnostic{Code: "E0305", Message: "this limits what another one limits already", At: limit.At()}
			label(&d, first, "the other one")
			s.add(d)
			return nil
		}
		given[field], *field = limit.At(), n
	}
	if len(limits) == 0 {
		s.add(site.mismatch(o, x.At(), "an empty list", "a size, a time, or a number of records"))
		return nil
	}
	return &ir.Option{Rotation: out}
}

// rotationLimit is the limit of r that x sets, and its value; nil where x is none.
func rotationLimit(r *ir.Rotation, x dsl.Expr) (*int64, int64) {
	q, ok := x.(*dsl.Quantity)
	if !ok {
		return nil, 0
	}
	switch q.Unit {
	case "duration":
		d, err := quantity.Duration(q.Text)
		if err != nil {
			return nil, 0
		}
		return &r.Every, int64(d)
	case "records":
		n, err := strconv.ParseInt(strings.ReplaceAll(q.Text, "_", ""), 10, 64)
		if err != nil {
			return nil, 0
		}
		return &r.Records, n
	}
	n, err := quantity.Size(q.Text + q.Unit)
	if err != nil {
		return nil, 0
	}
	return &r.Size, n
}
