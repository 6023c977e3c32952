package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// patternOption is match r/…/: a pattern of whole names.
func (s *scope) patternOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	call, ok := x.(*dsl.Call)
	if ok && len(call.Args) == 1 {
		if re, ok := call.Args[0].Value.(*dsl.Regex); ok && re.Pattern != "" {
			return &ir.Option{Match: re.Pattern}
		}
	}
	s.add(site.mismatch(o, x.At(), shown(x), "a name, or a pattern such as match r/plant\\..*/"))
	return nil
}

// patternWritten reports a `to` of topics that are known by a pattern only.
func (w *walk) patternWritten(st *dsl.To, to *ir.To) {
	own, use := to.Node.Options["name"], to.Options["name"]
	at := own
	switch {
	case use != nil && use.Match != "":
		at = use
	case use != nil || own == nil || own.Match == "":
		return
	}
	d := diag.Diagnostic{
		Code:    "E0303",
		Message: fmt.Sprintf("`%s` is a pattern of topics, which can be read and not written", to.Node.Title()),
		At:      st.Node.At(),
		Helps:   []string{"name the topic where it is written:  to " + to.Node.Name + " { name = \"…\" }"},
	}
	label(&d, at.At, "the pattern")
	w.add(d)
}

// nameOfNull reports a name that is made of the value, where that may be null.
func (w *walk) nameOfNull(to *ir.To) {
	o := to.Options["name"]
	if o == nil || !w.mayBeNull() {
		return
	}
	of := w.madeOfValue(o)
	if of == "" {
		return
	}
	d := diag.Diagnostic{
		Code:    "E0406",
		Message: fmt.Sprintf("the name of the topic is made of `%s`, and the value may be null here (a tombstone)", of),
		At:      o.At,
		Helps:   []string{"make it of meta, or keep such records out before:  where . is not null"},
	}
	label(&d, w.nullWay().at.Place(), "the value may be null from here on")
	w.add(d)
}
