; Two packages hold the same instance of a generic function and the same type descriptor; one copy of each is linked.
; stdout: 
; exit: 11
; kept: main.main other.Run gen.Max[int] type:int
; dropped: gen.Max[string]
;; chunk other/one
$"gen.Max[int]" = comdat any
$"type:int" = comdat any
@"type:int" = weak_odr dso_local constant [6 x i64] [i64 8, i64 2, i64 0, i64 0, i64 0, i64 0], section ".rodata.type.int", comdat, align 8
define weak_odr dso_local i64 @"gen.Max[int]"(i64 %a, i64 %b) noinline nounwind section ".text.gen.Max[int]" comdat {
  %c = icmp sgt i64 %a, %b
  %r = select i1 %c, i64 %a, i64 %b
  ret i64 %r
}
define dso_local i64 @other.Run(i64 %x) noinline nounwind section ".text.other.Run" {
  %s = load volatile i64, ptr @"type:int"
  %r = call i64 @"gen.Max[int]"(i64 %x, i64 %s)
  ret i64 %r
}
;; chunk main/one
$"gen.Max[int]" = comdat any
$"gen.Max[string]" = comdat any
$"type:int" = comdat any
@"type:int" = weak_odr dso_local constant [6 x i64] [i64 8, i64 2, i64 0, i64 0, i64 0, i64 0], section ".rodata.type.int", comdat, align 8
define weak_odr dso_local i64 @"gen.Max[int]"(i64 %a, i64 %b) noinline nounwind section ".text.gen.Max[int]" comdat {
  %c = icmp sgt i64 %a, %b
  %r = select i1 %c, i64 %a, i64 %b
  ret i64 %r
}
define weak_odr dso_local i64 @"gen.Max[string]"(i64 %a, i64 %b) noinline nounwind section ".text.gen.Max[string]" comdat {
  ret i64 %b
}
define dso_local i64 @main.main() noinline nounwind section ".text.main.main" {
  %a = call i64 @other.Run(i64 1)
  %t = load volatile i64, ptr @"type:int"
  %b = call i64 @"gen.Max[int]"(i64 3, i64 2)
  %r = add i64 %a, %b
  ret i64 %r
}
declare dso_local i64 @other.Run(i64)
