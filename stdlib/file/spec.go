package file

import "github.com/flowc-lang/flowc/stdlib/spec"

const driver = "github.com/flowc-lang/flowc/stdlib/file/run"

// Connector describes `source file` and `sink file`.
func Connector() *spec.Connector {
	return &spec.Connector{
		Name:   "file",
		Doc:    "Files: CSV, JSON lines, text lines, Avro's object containers.",
		Source: source(),
		Sink:   sink(),
		Example: `param inbox: string = "in"

schema Reading { station: string, celsius: decimal(5, 2)? }

source file drops {
  path  = "${inbox}/*.csv"
  value: Reading as csv(header: true)
  after = move("${inbox}/done")
}

sink file copy {
  path  = "out/readings.jsonl"
  value: Reading as json(lines: true)
}

pipeline convert {
  from drops
  to copy
}
`,
		Built: true,
	}
}

func source() *spec.Side {
	return &spec.Side{
		Options: []spec.Option{
			{
				Name: "path", Type: spec.Text, When: spec.Start, Required: true,
				Doc: "Pattern of the files, relative to the worker's working directory; * and ? stand for anything but /.",
			},
			{
				Name: "after", Type: spec.Call, Words: []string{"keep", "delete", "move"}, When: spec.Start, Default: "keep",
				Args: map[string][]spec.Option{"move": {
					{Name: "dir", Field: "MoveTo", Type: spec.Text, When: spec.Start, Required: true, Doc: "Folder to move to, created when missing; a name that is taken gets a number."},
				}},
				Doc: "What becomes of a file once all of it has been delivered; delete cannot be undone.",
			},
			{
				Name: "max_record", Type: spec.Size, When: spec.Start, Default: "1MiB", Min: 16, Max: 1 << 30,
				Doc: "Largest record, in bytes, of a container the largest block; a longer one stops the pipeline, so that a forgotten quote does not swallow a file.",
			},
		},
		Value:  spec.Bytes,
		Blocks: true,
		Lines:  true,
		Meta: []spec.Meta{
			{Name: "path", Type: "string", Doc: "The file that the record stands in."},
			{Name: "line", Type: "int32", Doc: "The line of the file that the record begins on, from 1; of a container, which record it is."},
		},
		Best:    spec.ExactlyOnce,
		Why:     "its positions are committed with what is written to topics or files; kept apart from what the sink holds, records are delivered again after a crash, and a sink where they replace themselves makes it effectively once",
		Package: driver, Type: "SourceConfig",
		Derived: []spec.Derived{
			{Field: "Format.CSV", From: spec.DeriveCSV},
			{Field: "Format.Header", From: spec.DeriveHeader},
			{Field: "Format.Delimiter", From: spec.DeriveDelimiter},
			{Field: "Format.Quote", From: spec.DeriveQuote},
			{Field: "Format.Blank", From: spec.DeriveBlank},
			{Field: "Lines", From: spec.DeriveLines},
			{Field: "Container", From: spec.DeriveContainer},
		},
	}
}

func sink() *spec.Side {
	return &spec.Side{
		Options: []spec.Option{
			{
				Name: "path", Type: spec.Text, When: spec.Each, InKey: true, Required: true,
				Doc: "The file, relative to the worker's working directory; folders are created. Without ${meta.partition} it has one writer.",
			},
			{
				Name: "mode", Type: spec.Word, Words: []string{"append", "replace"}, When: spec.Static, Default: "append",
				Doc: "What becomes of what the file held at the start: append keeps it, replace empties the file, and each restart of the worker does so again.",
			},
			{
				Name: "rotate", Type: spec.Rotation, When: spec.Static,
				Doc: "When to begin a new file, path.1 behind path and so on: a size, a number of records, a time, or a list of which the first counts.",
			},
			spec.Allow(),
		},
		Value:     spec.Bytes,
		Best:      spec.ExactlyOnce,
		Why:       "without a record of the positions beside the files a line may stand twice after a crash",
		OneWriter: true,
		Records:   true,
		Blocks:    true,
		Lines:     true,
		Package:   driver, Type: "SinkConfig",
		Derived: []spec.Derived{
			{Field: "End", From: spec.DeriveEnd},
			{Field: "Head", From: spec.DeriveHead},
			{Field: "Delimiter", From: spec.DeriveDelimiter},
			{Field: "Quote", From: spec.DeriveQuote},
			{Field: "Blocks", From: spec.DeriveBlocks},
			{Field: "Stem", From: spec.DeriveStem},
		},
	}
}
