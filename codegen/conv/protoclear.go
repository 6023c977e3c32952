package conv

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// clear makes dst the message that has no field.
func (b *Protobuf) clear(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	done := map[int]bool{}
	for _, fl := range protoshape.Fields(dst.T.Record) {
		if used != nil && !used[fl.Name] || done[fl.Index] {
			continue
		}
		done[fl.Index] = true
		v := dst.Field(fl.Index)
		switch {
		case v.OK != nil && (!fl.HasDefault || fl.Default == nil):
			f.Add(v.ok().Op("=").False())
		case fl.HasDefault:
			c := p.Constant(fl.Field.Type, fl.Default)
			f.Add(v.v().Op("=").Add(c.V))
			if v.OK != nil {
				f.Add(v.ok().Op("=").Add(c.OK))
			}
		case fl.Required: // read, or missing
		default:
			f.Add(v.v().Op("=").Add(p.protoZero(fl.Type)))
		}
	}
}

// protoZero is the value of an absent field.
func (p *Package) protoZero(t *types.Type) *jen.Statement {
	if t.Kind == types.Enum {
		return p.intConst(t, 0)
	}
	return p.Zero(t)
}

// cleaner is the name of the function that makes a struct the message without fields.
func (b *Protobuf) cleaner(p *Package, r *types.RecordType) string {
	s := p.Struct(r)
	key := "clear " + b.Name() + " " + p.identity(r)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("clear", s, b.Name()))
	p.funcs[key] = n
	f := emit.NewBody(p, "v")
	b.clear(p, f, Value{V: jen.Id("v"), T: types.RecordOf(r)}, nil)
	p.Declare("schema_"+emit.File(s), emit.Doc("%s makes v what a message without fields says.", n),
		jen.Func().Id(n).Params(jen.Id("v").Op("*").Id(s)).Block(f.Code()...))
	return n
}

// reader is the function that reads a nested message, up to the end of its b. It goes
// on with what v holds.
func (b *Protobuf) reader(p *Package, r *types.RecordType) string {
	return p.reader(b.Name(), r, "end", func(f *emit.Body) {
		b.message(p, f, Value{V: jen.Id("v"), T: types.RecordOf(r)}, r.Name, nil)
	})
}

// enumKey tells enums apart.
func (p *Package) enumKey(e *types.EnumType) string { return fmt.Sprintf("%p", e) }
