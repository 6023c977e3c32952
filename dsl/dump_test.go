package dsl

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// dump shows a tree without its places, as `Kind{field: value}`.
func dump(v any) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(v))
	return b.String()
}

func dumpValue(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		dumpValue(b, v.Elem())
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			dumpValue(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Struct:
		dumpStruct(b, v)
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v)
	}
}

func dumpStruct(b *strings.Builder, v reflect.Value) {
	switch x := v.Interface().(type) {
	case Ident:
		b.WriteString(x.Text)
		return
	case Path:
		for i, p := range x.Parts {
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(p.Text)
		}
		if x.Star {
			b.WriteString(".*")
		}
		return
	}
	b.WriteString(v.Type().Name() + "{")
	first := true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Name == "place" || f.Type == reflect.TypeFor[diag.Span]() || v.Field(i).IsZero() {
			continue
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		b.WriteString(strings.ToLower(f.Name) + ":")
		dumpValue(b, v.Field(i))
	}
	b.WriteByte('}')
}
