package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
)

// UTF8 is the text of one value.
type UTF8 struct {
	// Lax gives the answers of Kafka Connect's StringConverter: what is no UTF-8 is read as
	// the sign for that, and everything is written as Java's toString does.
	Lax bool
}

// Name is part of the names of readers and writers.
func (u *UTF8) Name() string { return choose(u.Lax, "Java", "UTF8") }

// ReadWhole reads all of b as one value.
func (u *UTF8) ReadWhole(p *Package, f *emit.Body, dst Value, _ map[string]bool) {
	field := p.Field("")
	if u.Lax {
		n := f.Name("text")
		f.Add(jen.Id(n).Op(":=").Add(emit.R("JavaText")).Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b")))
		p.ReadText(f, dst, jen.Id(n), TextForm{}, field)
		return
	}
	f.Add(jen.If(jen.Op("!").Add(emit.R("ValidText")).Call(jen.Id("b"))).Block(jen.Return(emit.Reason("BadUTF8"))))
	p.ReadText(f, dst, emit.R("Text").Call(jen.Id("b")), TextForm{}, field)
}

// WriteWhole appends the value.
func (u *UTF8) WriteWhole(p *Package, f *emit.Body, src Value) {
	if u.Lax {
		u.writeJava(p, f, src)
		return
	}
	p.WriteText(f, src, TextForm{})
}

// Bytes is bytes as they are.
type Bytes struct{}

// Name is part of the names of readers and writers.
func (Bytes) Name() string { return "Bytes" }

// ReadWhole takes all of b.
func (Bytes) ReadWhole(p *Package, f *emit.Body, dst Value, _ map[string]bool) {
	f.Add(dst.v().Op("=").Id("b"))
	p.refine(f, dst, p.Field(""))
}

// WriteWhole appends the bytes.
func (Bytes) WriteWhole(_ *Package, f *emit.Body, src Value) {
	f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), src.v().Op("...")))
}
