package flowcmd

import (
	"os"
	"strings"
	"testing"
)

func TestFmt(t *testing.T) {
	inProjects(t)
	before := read(t, "broken/shop.flow")
	formatted := call(t, "fmt", "broken").out
	if !strings.Contains(formatted, "    id    = .id\n    qty   = .qty!\n") {
		t.Fatalf("not in the one style:\n%s", formatted)
	}
	const diff = `diff broken/shop.flow broken/shop.flow, formatted
--- broken/shop.flow
+++ broken/shop.flow, formatted
@@ -21,7 +21,7 @@
   from orders
   where .qty as int32 > 10
   map Order {
-    id = .id
+    id    = .id
     qty   = .qty!
     price = .price!
   }
`
	if got := call(t, "fmt", "-d", "broken"); got.code != 1 || got.out != diff {
		t.Errorf("fmt -d: code %d\n%swant\n%s", got.code, got.out, diff)
	}
	if read(t, "broken/shop.flow") != before {
		t.Error("fmt without -w changed the file")
	}
	if got := call(t, "fmt", "-w", "./..."); got.code != 0 || got.out != "broken/shop.flow\n" {
		t.Errorf("fmt -w names what it changed: code %d, %q", got.code, got.out)
	}
	if got := read(t, "broken/shop.flow"); got != formatted {
		t.Errorf("fmt -w wrote\n%s", got)
	}
	for _, flag := range []string{"-w", "-d"} {
		if got := call(t, "fmt", flag, "./..."); got.code != 0 || got.out != "" {
			t.Errorf("fmt %s of formatted files: code %d, %q", flag, got.code, got.out)
		}
	}
}

// A file that does not parse keeps its lines: people format while they type.
func TestFmtOfABrokenFile(t *testing.T) {
	inProjects(t)
	text := "flow 1\n\nschema Order {\n  id: int64\n  longer   : : int32\n}\n"
	if err := os.WriteFile("broken/shop.flow", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "fmt", "broken"); got.code != 0 || !strings.Contains(got.out, "longer   : : int32") {
		t.Errorf("code %d\n%s", got.code, got.out)
	}
}
