package builtin

import "github.com/flowc-lang/flowc/runtime/record"

// Hex returns b as lower-case hex.
func Hex(a *record.Arena, b []byte) string {
	o := len(a.Bytes)
	a.Bytes = record.AppendHex(a.Bytes, b)
	return since(a, o)
}

// HexText is Hex of the bytes of s.
func HexText(a *record.Arena, s string) string { return Hex(a, bytesOf(s)) }

// Base64 returns b as base64 with padding.
func Base64(a *record.Arena, b []byte) string {
	o := len(a.Bytes)
	a.Bytes = record.AppendBase64(a.Bytes, b)
	return since(a, o)
}

// Base64Text is Base64 of the bytes of s.
func Base64Text(a *record.Arena, s string) string { return Base64(a, bytesOf(s)) }
