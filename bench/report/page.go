package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

// frame is the text around the figures.
//
//go:embed page.md
var frame string

// page writes the document.
func page(out io.Writer, works []*work, codecs []*codec, m machine, libraries []string) error {
	var table, noise bytes.Buffer
	for _, w := range works {
		row(&table, w)
		noiseRow(&noise, w)
	}
	text := strings.NewReplacer(
		"{table}", table.String(), "{codecs}", codecRows(codecs), "{noise}", noise.String(),
		"{rounds}", fmt.Sprint(len(works[0].generated[units[0]])),
		"{machine}", m.String(),
		"{load}", busy(m), "{libraries}", strings.Join(libraries, ", "),
	).Replace(frame)
	_, err := io.WriteString(out, text)
	return err
}

func row(b *bytes.Buffer, w *work) {
	g, h := w.generated, w.byHand
	r := ratios(h["cpu-s/M"], g["cpu-s/M"])
	fmt.Fprintf(b, "| %s | %.2f | %.0f | %.0f | %.2f | %.2g | %.2f | %.1f | %.0f | **%.1f** (%.1f–%.1f) |\n", w.name,
		median(g["cpu-s/M"]), median(g["ns/record"]), median(g["MB/s"]), median(g["records/s"])/1e6, median(g["allocs/record"]),
		median(h["cpu-s/M"]), median(h["allocs/record"]), median(h["B/record"]),
		median(r), slices.Min(r), slices.Max(r))
}

func noiseRow(b *bytes.Buffer, w *work) {
	r := ratios(w.again["cpu-s/M"], w.generated["cpu-s/M"])
	t := ratios(w.again["ns/record"], w.generated["ns/record"])
	fmt.Fprintf(b, "| %s | %.2f (%.2f–%.2f) | %.2f (%.2f–%.2f) |\n", w.name, median(r), slices.Min(r), slices.Max(r), median(t), slices.Min(t), slices.Max(t))
}

// busy says whether the machine had other work.
func busy(m machine) string {
	text := fmt.Sprintf("The load average was %.1f at the end, with %s", m.load, count(m.cores, "core"))
	if m.load > 1.5 {
		return text + ": the machine was shared and busy with other work"
	}
	return text + ", one of them the benchmark's"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
