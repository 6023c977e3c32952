package golden

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// captureAll copies the tables of one database into topics, and from there into
// another database.
const captureAll = `flow 1

import sql "clinic.sql" as pg

param  brokers: list<string> = ["127.0.0.1:9092"]
secret password: string @env("PG_PASSWORD")

connection kafka k { brokers = brokers }
connection postgres clinic { host = "127.0.0.1", database = "clinic", login = basic("cdc", password) }
connection postgres reports { host = "127.0.0.1", database = "reports", login = basic("loader", password) }

source postgres.cdc changes on clinic {
  tables = pg.* except pg.migrations
  slot   = "flow_clinic"
}

topic changed on k for T in changes {
  name    = "clinic.${T.name}"
  key:   T.key as avro
  value: T?    as avro
  cleanup = compact
}

sink postgres copy on reports for T in changes {
  table        = "clinic_${T.name}"
  create       = if_missing
  mode         = upsert
  on_tombstone = delete
}

pipeline capture_all for T in changes {
  from changes<T>
  unwrap
  to changed<T>
}

pipeline load_all for T in changes {
  from changed<T>
  STAGE
  to copy<T>
}
`

// clinic is the DDL of n tables with a dozen columns, of which the first broken have no
// column `ward`.
func clinic(n, broken int) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE migrations (version integer PRIMARY KEY);\n")
	for k := range n {
		ward := "ward text NOT NULL"
		if k < broken {
			ward = "station text NOT NULL"
		}
		fmt.Fprintf(&b, `CREATE TABLE t%02d (
  id bigint NOT NULL, part integer NOT NULL, %s, note text, total numeric(12, 2) NOT NULL, rate double precision,
  born date, at timestamptz(3) NOT NULL, local timestamp(6), gone boolean NOT NULL, uid uuid, doc jsonb,
  PRIMARY KEY (id, part)
);
`, k, ward)
	}
	return b.String()
}

func compileFamily(t *testing.T, tables, broken int, stage string) (*ir.Program, *diag.Report) {
	t.Helper()
	files := compiler.Memory{"in.flow": strings.Replace(captureAll, "STAGE", stage, 1), "clinic.sql": clinic(tables, broken)}
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	return prog, r
}

// TestFamilyOfManyTables checks, generates and vets the capture of 64 tables. Their
// drivers come later: the record code is there, and nothing runs it.
func TestFamilyOfManyTables(t *testing.T) {
	start := time.Now()
	prog, r := compileFamily(t, 64, 0, `where .ward != ""`)
	if r.Failed() {
		t.Fatalf("%v", r.Sorted())
	}
	checked := time.Since(start)
	if limit := 300 * time.Millisecond; checked > limit {
		t.Errorf("checking 64 tables took %s, the limit is %s", checked, limit)
	}
	if len(prog.Pipelines) != 128 || len(prog.Waits) != 2 {
		t.Errorf("%d pipelines, waits %v", len(prog.Pipelines), prog.Waits)
	}
	start = time.Now()
	prog.Name = "clinic"
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0000000", Runtime: "test"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeModule(t, dir)
	size := 0
	for _, f := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Text)
		size += len(f.Text)
	}
	generated := time.Since(start)
	before := childrenTime(t)
	goTool(t, dir, nil, "vet", "./...")
	// A time is told and not held to a limit: another machine has others. 10 s of work,
	// which two cores share, are what is wanted.
	work := generated + (childrenTime(t)-before)/2
	t.Logf("64 tables: checked in %s, %d files of %d KiB generated in %s, vetted after %s (%s of work)", checked, len(files), size>>10, generated, time.Since(start), work)
}

// childrenTime is the processor time of the processes that this one has waited for.
func childrenTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestFamilyMistake is of 3 of 64 tables, and told once.
func TestFamilyMistake(t *testing.T) {
	_, r := compileFamily(t, 64, 3, `where .ward != ""`)
	all := r.Sorted()
	if len(all) != 1 || all[0].Code != "E0401" || !strings.Contains(all[0].Message, "for 3 of 64 tables: t00, t01, t02") {
		t.Errorf("%+v", all)
	}
}
