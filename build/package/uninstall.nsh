; What Candor itself wrote into the user's registry while it ran goes with it: the xmpp: links, where they
; still lead to this copy, and "Start at login". The folder with conversations stays.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ReadRegStr $0 HKCU "Software\Classes\xmpp\shell\open\command" ""
    StrLen $1 '"$INSTDIR\'
    StrCpy $2 $0 $1
    StrCmp $2 '"$INSTDIR\' 0 +2
      DeleteRegKey HKCU "Software\Classes\xmpp"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
  ${endIf}
!macroend
