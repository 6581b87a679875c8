package main_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"testing"
)

// mostOnWire is how many bytes the room may cost a browser that has nothing of it: the page, its script and its style,
// compressed by gzip. What is fetched once the room is of use is not among them.
const mostOnWire = 60_000

func TestRoomIsSmallOnTheWire(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Q.X."}]}`)["meeting"].(string)
	chair.write(id, "phase", `{"phase":"open"}`)

	page, all := chair.zipped("/meetings/" + id)
	t.Logf("page: %d bytes", all)
	assets := regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js))"`).FindAllSubmatch(page, -1)
	if len(assets) == 0 {
		t.Fatal("the page names no script and no style")
	}
	for _, found := range assets {
		_, size := chair.zipped(string(found[1]))
		t.Logf("%s: %d bytes", found[1], size)
		all += size
	}
	t.Logf("room page on the wire: %d bytes", all)
	if all > mostOnWire {
		t.Errorf("page, script and style: got %d bytes by gzip, want at most %d", all, mostOnWire)
	}
}

// zipped gets a file by gzip; it returns the file and how many bytes of it went over the wire.
func (c *client) zipped(path string) (file []byte, size int) {
	c.t.Helper()
	request, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Cookie", "__Host-session="+c.cookie)
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Encoding"); answer.StatusCode != 200 || got != "gzip" {
		c.t.Fatalf("%s: got %d and encoding %q, want 200 and gzip", path, answer.StatusCode, got)
	}
	wire := &counting{Reader: answer.Body}
	unzipping, err := gzip.NewReader(wire)
	if err != nil {
		c.t.Fatal(err)
	}
	if file, err = io.ReadAll(unzipping); err != nil {
		c.t.Fatal(err)
	}
	return file, wire.bytes
}

// counting counts what is read through it.
type counting struct {
	io.Reader
	bytes int
}

func (c *counting) Read(into []byte) (int, error) {
	n, err := c.Reader.Read(into)
	c.bytes += n
	return n, err
}
