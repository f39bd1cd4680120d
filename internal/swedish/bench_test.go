package swedish

import "testing"

// Sentences of about 120 characters, as promises are.
const (
	counted  = "Polisen och kommunen ska minst fyra gånger per år ordna trygghetsvandringar kring resecentrum och vid skolorna på kvällstid."
	wordless = "Genomföra riktade insatser mot personer och platser som förknippas med ordningsstörningar vid gångtunneln vid järnvägen."
)

func BenchmarkTarget(b *testing.B) {
	for name, text := range map[string]string{"counted": counted, "wordless": wordless} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Target(text)
			}
		})
	}
}

func BenchmarkSubject(b *testing.B) {
	for name, text := range map[string]string{"counted": counted, "wordless": wordless} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Subject(text, others)
			}
		})
	}
}

func BenchmarkHeading(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		HeadingParties("Polisen och kommunen lovar tillsammans", nil)
		Promises("Polisen och kommunen lovar tillsammans")
	}
}
