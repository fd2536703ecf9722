; A string literal, a string variable, calls between packages, a function that nobody needs.
; stdout: hello\n
; exit: 7
; kept: main.main main.msg go.string.hello util.Double runtime.write
; dropped: main.dead runtime.panicmem util.Unused
;; chunk util/one
define dso_local i64 @util.Double(i64 %x) noinline nounwind section ".text.util.Double" {
  %r = shl i64 %x, 1
  ret i64 %r
}
define dso_local i64 @util.Unused(i64 %x) noinline nounwind section ".text.util.Unused" {
  ret i64 %x
}
;; chunk main/one
@go.string.hello = linkonce_odr dso_local constant [6 x i8] c"hello\0a", section ".rodata.go.string.hello", align 1
@main.msg = dso_local global {ptr, i64} {ptr @go.string.hello, i64 6}, section ".data.main.msg", align 8
define dso_local i64 @main.main() noinline nounwind section ".text.main.main" {
  %p = load ptr, ptr @main.msg
  %n = load i64, ptr getelementptr (i8, ptr @main.msg, i64 8)
  call void @runtime.write(i64 1, ptr %p, i64 %n)
  %d = call i64 @util.Double(i64 3)
  %r = add i64 %d, 1
  ret i64 %r
}
define dso_local i64 @main.dead() noinline nounwind section ".text.main.dead" {
  call void @runtime.panicmem()
  unreachable
}
declare dso_local void @runtime.write(i64, ptr, i64)
declare dso_local void @runtime.panicmem()
declare dso_local i64 @util.Double(i64)
