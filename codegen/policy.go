package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
)

// skips are the fields that say which failed records are passed over.
func skips(e *ir.OnError) []jen.Code {
	if e == nil {
		return nil
	}
	var out []jen.Code
	for _, ladder := range []struct {
		field string
		rungs []ir.Rung
	}{{"Decode", e.Decode}, {"Map", e.Map}, {"Write", e.Write}} {
		for _, r := range ladder.rungs {
			if r.Word == "skip" { // a retry before it is for errors that pass, and a record fails for good
				out = append(out, jen.Id(ladder.field), skip(r))
			}
		}
	}
	return out
}

// skip is the policy of one rung.
func skip(r ir.Rung) *jen.Statement {
	var d []jen.Code
	if limit, ok := r.Args["limit"].(*ir.Const); ok {
		switch n := limit.Value.(type) {
		case float64:
			d = append(d, jen.Id("Share").Op(":").Lit(n))
		case int64:
			d = append(d, jen.Id("Count").Op(":").Op(jen.Lit(int(n)).GoString()))
		}
	}
	level := "LevelWarn"
	if log, ok := r.Args["log"].(*ir.Const); ok {
		if word, isText := log.Value.(string); isText {
			level = emit.Exported("level " + word)
		}
	}
	d = append(d, jen.Id("Level").Op(":").Qual("log/slog", level))
	return jen.Op("&").Qual(emit.Task, "Skip").Values(d...)
}
