package show

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, sample()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<img", "onerror=alert(1)>", hostile} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q, not escaped", bad)
		}
	}
	if n := strings.Count(page, "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	// It loads nothing.
	if at := regexp.MustCompile(`(?i)(src|href)\s*=\s*"?(https?:|//)|@import|url\(`).FindString(page); at != "" {
		t.Errorf("the page has %q", at)
	}
	for _, part := range []string{
		"<title>greenify check: not green</title>", "Some package did not load", `class="unknown"`,
		"called at main.go:7", "accepted: it is ours", "prefers-color-scheme: dark",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if n := strings.Count(page, "<circle"); n != 6 {
		t.Errorf("%d dots for 6 packages", n)
	}
	if n := strings.Count(page, "<line "); n != 4 {
		t.Errorf("%d lines for 4 imports", n)
	}
	if n := strings.Count(page, `<line class="bad"`); n != 2 {
		t.Errorf("%d lines to packages that are not green, want 2", n)
	}
}

// The page in a browser: its script runs, and the search leaves the rows that
// match. Where there is no chromium there is nothing to test.
func TestBrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium")
	}
	var b bytes.Buffer
	if err := HTML(&b, sample()); err != nil {
		t.Fatal(err)
	}
	// What a user would do, and what he would see, written into the title.
	const act = `<script>
const box = document.getElementById("search");
const shown = () => [...document.querySelectorAll("tbody tr")].filter(r => r.checkVisibility()).length;
const before = shown();
box.value = "gr1201"; box.dispatchEvent(new Event("input"));
const found = shown();
document.querySelector("circle.not-green").dispatchEvent(new MouseEvent("click"));
document.querySelector("circle.not-green").dispatchEvent(new MouseEvent("mouseenter"));
document.title = ["did", before, found, box.value, document.querySelectorAll("line.lit").length, document.images.length].join(" ");
</script></body>`
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(strings.Replace(b.String(), "</body>", act, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	// It wants a home to write to, and more shared memory than a container may have.
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(home, "profile"), "--dump-dom", "file://"+file)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	title := regexp.MustCompile(`<title>(.*?)</title>`).FindSubmatch(out)
	if want := "did 6 1 example.com/b 2 0"; title == nil || string(title[1]) != want {
		t.Errorf("the title is %q, want %q", title, want)
	}
}
