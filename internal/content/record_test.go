package content

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/cache"
	"lofte/internal/day"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/table"
)

const recordPath = "content/k/2024/index.md"

// linked are the fields that are set when texts are tied together, or only of what stands elsewhere: none
// of them is recorded.
var linked = map[string]bool{
	"Kommun.PartOf": true, "Kommun.Documents": true, "Kommun.News": true, "Kommun.Files": true,
	"Document.Kommun": true, "Document.FollowUps": true, "Document.Files": true, "Document.Replaces": true, "Document.Next": true,
	"Promise.Document": true, "Promise.Continues": true, "Promise.ContinuedBy": true, "Promise.First": true, "Promise.Original": true,
	"FollowUp.Document": true, "FollowUp.Results": true,
	"Kommun.Elsewhere": true, "Document.URL": true, "Document.Listed": true, "Promise.Heard": true, "FollowUp.URL": true, "FollowUp.Speaks": true,
	"News.Kommun": true, "News.About": true,
	"Kommun.Translations": true, "Document.Translations": true, "FollowUp.Translations": true, "News.Translations": true, "Page.Translations": true,
	"Written.Original": true, "Written.Older": true,
}

// fill sets every field of a value, but those that are linked, to something else than its zero.
func fill(v reflect.Value, r *rand.Rand) {
	switch v.Interface().(type) {
	case source.Place:
		v.Set(reflect.ValueOf(source.Place{Path: recordPath, Line: 1 + r.IntN(99), Column: 1 + r.IntN(99)}))
		return
	case day.Date:
		v.Set(reflect.ValueOf(day.New(2000+r.IntN(50), time.January, 1+r.IntN(365))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if !linked[v.Type().Name()+"."+v.Type().Field(i).Name] {
				fill(v.Field(i), r)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), r)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case reflect.String:
		v.SetString([]string{"å", "Löfte <b>", "\x00\xff", "a\nb"}[r.IntN(4)])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(uint64(1 + r.IntN(3)))
	default:
		v.SetInt([]int64{1, -7, 300, 1 << 40}[r.IntN(4)])
	}
}

// values returns one value of each kind that a text's job makes, with everything set that a record has.
func values(r *rand.Rand) []any {
	var k promise.Kommun
	var d promise.Document
	var f promise.FollowUp
	var n promise.News
	var p promise.Page
	for _, v := range []any{&k, &d, &f, &n, &p} {
		fill(reflect.ValueOf(v).Elem(), r)
	}
	var results []namedResult
	for _, id := range []string{"hundsok", "trygghet"} {
		result := new(promise.Result)
		fill(reflect.ValueOf(result).Elem(), r)
		results = append(results, namedResult{id: id, result: result})
	}
	return []any{p, kommunText{kommun: k}, documentText{document: &d, broken: true}, followUpText{followUp: &f, results: results}, newsText{news: &n}}
}

var sameValue = cmp.Options{
	cmp.AllowUnexported(kommunText{}, documentText{}, followUpText{}, newsText{}, namedResult{}),
	cmp.Comparer(func(a, b table.Locator) bool { return true }),
	cmp.FilterPath(func(p cmp.Path) bool {
		f, ok := p.Last().(cmp.StructField)
		return ok && linked[p.Index(-2).Type().Name()+"."+f.Name()]
	}, cmp.Ignore()),
}

func TestRecordsHaveEverything(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 20 {
		for _, v := range values(r) {
			w := record{path: recordPath}
			w.value(v)
			back := record{Record: cache.Read(string(w.Bytes())), path: recordPath}
			got := back.value(reflect.Zero(reflect.TypeOf(v)).Interface())
			if !back.Whole() {
				t.Fatalf("the record of a %T is not whole", v)
			}
			if diff := cmp.Diff(v, got, sameValue); diff != "" {
				t.Fatalf("%T (-want +got):\n%s", v, diff)
			}
		}
	}
}

func TestARecordedPromiseKnowsItsDocument(t *testing.T) {
	v := values(rand.New(rand.NewPCG(1, 0)))[2].(documentText)
	w := record{path: recordPath}
	w.value(v)
	back := record{Record: cache.Read(string(w.Bytes())), path: recordPath}
	got := back.value(documentText{}).(documentText).document
	if got.Promises[0].Document != got {
		t.Error("it points at another document")
	}
}

// FuzzRecord holds that no bytes make a record panic, or take more memory than they are worth.
func FuzzRecord(f *testing.F) {
	for _, v := range values(rand.New(rand.NewPCG(1, 0))) {
		w := record{path: recordPath}
		w.value(v)
		f.Add(w.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, v := range []any{promise.Page{}, kommunText{}, documentText{}, followUpText{}, newsText{}} {
			r := record{Record: cache.Read(string(data)), path: recordPath}
			r.value(v)
		}
	})
}
